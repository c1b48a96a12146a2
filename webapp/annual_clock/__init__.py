"""The annual clock as people see it: its rows in words, its wheel as a drawing, its dates for their own calendars."""
