"""Contents in a bucket of an S3-compatible store."""

import tempfile
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from central.files.objects import CHUNK, TROUBLE, FileRefused

_IN_MEMORY = 8 * 1024 * 1024
_ABSENT = {"404", "NoSuchKey", "NotFound"}


class Bucket:
    """Contents as objects of one bucket; the keys of access come from the environment, as for every S3 program."""

    def __init__(self, address: str) -> None:
        """Prepare to talk to ``s3://bucket/prefix?endpoint=https://…&region=…``.

        Raises:
            ValueError: The address names no bucket.
        """
        parts = urlsplit(address)
        if not parts.netloc:
            message = f"{address} names no bucket"
            raise ValueError(message)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self._bucket, self._prefix = parts.netloc, parts.path.strip("/")
        self._s3: Any = boto3.client(
            "s3",
            endpoint_url=options.get("endpoint"),
            region_name=options.get("region", "us-east-1"),
            config=Config(
                # Stores other than Amazon's own do not all know its newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=60,
                retries={"max_attempts": 3, "mode": "standard"},
            ),
        )

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """See ``Objects``: nothing is sent before the last chunk is there."""
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as whole:
            for chunk in chunks:
                whole.write(chunk)
            whole.seek(0)
            try:
                self._s3.upload_fileobj(whole, self._bucket, self._key(name))
            except (BotoCoreError, ClientError) as error:
                raise _refusal() from error

    def read(self, name: str, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """See ``Objects``."""
        wanted = f"bytes={first}-{'' if last is None else last}"
        try:
            found = self._s3.get_object(Bucket=self._bucket, Key=self._key(name), Range=wanted)
            yield from found["Body"].iter_chunks(CHUNK)
        except (BotoCoreError, ClientError) as error:
            raise _refusal() from error

    def size(self, name: str) -> int | None:
        """See ``Objects``."""
        try:
            found: int = self._s3.head_object(Bucket=self._bucket, Key=self._key(name))["ContentLength"]
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return None
            raise _refusal() from error
        except BotoCoreError as error:
            raise _refusal() from error
        return found

    def clear(self, prefix: str) -> None:
        """See ``Objects``; one by one, which every store understands."""
        try:
            pages = self._s3.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=f"{self._key(prefix)}/"):
                for each in page.get("Contents", ()):
                    self._s3.delete_object(Bucket=self._bucket, Key=each["Key"])
        except (BotoCoreError, ClientError) as error:
            raise _refusal() from error

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name


def _refusal() -> FileRefused:
    return FileRefused(HTTPStatus.SERVICE_UNAVAILABLE, TROUBLE)
