"""What we know: the shapes of the content and the rules it must keep.

Plain Python that has never heard of the web, so it is the easiest part to test and to trust.
"""
