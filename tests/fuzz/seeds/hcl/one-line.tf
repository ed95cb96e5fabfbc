terraform { required_providers { widget = 1 } }
x = 1
