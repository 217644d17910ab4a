"""SpiffWorkflow behind one pure function: state in, action in, new state and facts out.

The only room that imports SpiffWorkflow. No clock, no database, no network.
"""
