"""The field itself: the tables that outlive an instance, and the functions that service tasks call."""
