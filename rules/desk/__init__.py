"""The rule desk: the pages in the admin where staff write, try, compare, review and publish rules."""
