"""The case desk: the queue, the page of a case, and what an agent does with it."""
