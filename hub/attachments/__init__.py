"""Files handed in with an application: a claim-check. The bytes lie in a store, messages carry digest, size and type.

Import from the modules: ``storing`` puts and gets, ``kinds`` tells what a file is, ``scanning`` who looks for viruses,
``retention`` what may go, ``audit`` whether all is there. Programmers of counties take ``hub.client``.
"""
