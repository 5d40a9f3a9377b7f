"""A Spark cluster of this machine: a master and two workers, gone when the block ends or its process does."""

import ctypes
import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pyspark
from pyspark import SparkContext

SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # what lives a minute is not worth optimising
HOME = Path(pyspark.__file__).parent
SETTINGS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": SHORT_LIVED,
    "spark.executor.extraJavaOptions": SHORT_LIVED,
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    "spark.executor.cores": "1",
    "spark.cores.max": "2",
    "spark.default.parallelism": "2",
    "spark.sql.codegen.wholeStage": "false",  # compiling a plan costs more than running it over so few rows
    "spark.sql.adaptive.enabled": "false",
}
QUIET = """
rootLogger.level = error
rootLogger.appenderRef.stdout.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %m%n
"""


@contextmanager
def cluster(folder, *, workers=2):
    """The address of the master, while the block runs."""
    conf = folder / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    (conf / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in SETTINGS.items()))
    (conf / "log4j2.properties").write_text(QUIET)
    os.environ |= {
        "SPARK_CONF_DIR": str(conf),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "spill"),
        "ZHIKE_SPARK_PARTITIONS": "2",
    }
    port = free_port()
    address, started = f"spark://127.0.0.1:{port}", []
    deploy, common = "org.apache.spark.deploy", ["--host", "127.0.0.1", "--webui-port", "0"]
    try:
        started.append(java(folder, f"{deploy}.master.Master", *common, "--port", str(port)))
        wait_for(port, started[0])
        for number in range(workers):
            work = ["--cores", "1", "--memory", "600m", "--work-dir", str(folder / f"worker{number}"), address]
            started.append(java(folder, f"{deploy}.worker.Worker", *common, *work))
        yield address
    finally:
        for process in reversed(started):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def connect_server(folder):
    """The address of a server of Spark Connect that computes by itself, while the block runs."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    settings = {
        "spark.connect.grpc.binding.port": port,
        "spark.ui.enabled": "false",
        "spark.local.dir": folder / "spill",
    }
    given = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    server = "org.apache.spark.sql.connect.service.SparkConnectServer"
    submit = ["--class", server, "--master", "local[2]", *given, "spark-internal"]
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1"}
    process = java(folder, "org.apache.spark.deploy.SparkSubmit", *submit, memory="700m")
    try:
        wait_for(port, process)
        yield f"sc://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def end_driver():
    """Stop the session of this process and the JVM it talks to."""
    gateway, context = SparkContext._gateway, SparkContext._active_spark_context
    if context is not None:
        context.stop()
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()
        SparkContext._gateway = SparkContext._jvm = None


def java(folder, name, *arguments, memory="128m"):
    environment = {
        **os.environ,
        "SPARK_DAEMON_MEMORY": memory,
        "SPARK_DAEMON_JAVA_OPTS": SHORT_LIVED,
        "SPARK_HOME": str(HOME),
    }
    log = (folder / f"{name}.log").open("ab")
    command = [str(HOME / "bin/spark-class"), name, *arguments]
    return subprocess.Popen(
        command, env=environment, stdout=log, stderr=log, start_new_session=True, preexec_fn=end_with_parent
    )


def end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port, process):
    """Return when somebody listens; what ended before says why in its log."""
    until = time.monotonic() + 180
    while time.monotonic() < until:
        assert process.poll() is None, "it has ended"
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("it does not listen")
