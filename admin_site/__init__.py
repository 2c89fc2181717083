"""The site: settings, addresses, the admin and its theme."""
