"""The words: envelope, commands, facts, reference rows, codes and topics. Imports nothing of ours."""
