# the last one
