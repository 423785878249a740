#!/bin/sh
# Answers every request with who answered: the pod and the version of the application.
mkdir -p /www
echo "Hello from $(hostname), version ${DEMO_VERSION}" > /www/index.html
httpd -f -p "${PORT:-8080}" -h /www &
server=$!
trap 'kill "$server"; exit 0' TERM INT
wait "$server"
