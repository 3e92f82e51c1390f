"""What a county's programmers import to publish, follow and answer cases."""
