"""The image of docs/Containerfile under testcontainers: a test with a run-cache service of its own.

    podman build -t omics-local -f docs/Containerfile .
    pip install boto3 pytest testcontainers && pytest docs/testcontainers_example.py
"""

import boto3
import pytest
from botocore.config import Config
from testcontainers.core.container import DockerContainer
from testcontainers.core.waiting_utils import wait_for_logs

KEYS = {"aws_access_key_id": "mine", "aws_secret_access_key": "secret"}


@pytest.fixture
def omics(tmp_path):
    # The network can reach the container, so it wants keys that not everybody knows.
    credentials = tmp_path / "credentials"
    credentials.write_text("[test]\n" + "".join(f"{name} = {value}\n" for name, value in KEYS.items()))
    container = DockerContainer("omics-local").with_exposed_ports(4599)
    with container.with_volume_mapping(credentials, "/credentials") as running:
        wait_for_logs(running, "# Listening")
        address = f"{running.get_container_host_ip()}:{running.get_exposed_port(4599)}"
        yield boto3.client(
            "omics",
            endpoint_url=f"http://{address}",
            region_name="us-east-1",
            config=Config(inject_host_prefix=False),
            **KEYS,
        )


def test_a_run_cache_is_there_once_it_is_made(omics):
    made = omics.create_run_cache(cacheS3Location="s3://my-bucket/cache/", requestId="first")
    assert omics.get_run_cache(id=made["id"])["status"] == "ACTIVE"
