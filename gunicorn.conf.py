"""gunicorn's configuration, found by itself beside manage.py: no log of the server's holds a customer's link."""

from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger

from returns.guide.masking import MaskLinks, mask


class MaskingLogger(Logger):
    """Writes what gunicorn writes, with the tokens of links masked."""

    def setup(self, cfg: Config) -> None:
        """Mask what the server reports of requests that failed, too."""
        super().setup(cfg)
        self.error_log.addFilter(MaskLinks())

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """Return the parts of a line of the access log, headers such as Referer included."""
        found = super().atoms(resp, req, environ, request_time)
        return {name: mask(part) if isinstance(part, str) else part for name, part in found.items()}


logger_class = MaskingLogger
