package org.nakhoda.dist.masters;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.host.PrivateFiles;

/**
 * {@code DATA/masters/group.properties}: which group of masters this one belongs to, and whom it knew when it joined. A master
 * that was there first has made the file itself, and knows nobody by it.
 *
 * <pre>
 * group=UUID
 * member.NAME=ADDRESS:PEER-PORT
 * </pre>
 *
 * <p>{@code DATA/masters/api-servers.properties}, {@code NAME=URL}, is beside it: where the masters' API servers were when one of
 * them last told. Nothing but the launcher's commands uses it, and nothing is lost with it.
 */
record GroupFile(Path directory) {
    private static final String GROUP = "group";
    private static final String MEMBER = "member.";

    static GroupFile of(Layout layout) {
        return new GroupFile(layout.masters());
    }

    private Path path() {
        return directory.resolve("group.properties");
    }

    private Path apiServersFile() {
        return directory.resolve("api-servers.properties");
    }

    boolean exists() {
        return Files.isRegularFile(path());
    }

    void write(String group, List<MasterAddress> members) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(GROUP, group);
        for (MasterAddress member : members) {
            properties.setProperty(MEMBER + member.name(), member.address() + ":" + member.peerPort());
        }
        write(path(), properties);
        Map<String, URI> servers = new TreeMap<>();
        members.forEach(member -> servers.put(member.name(), member.api()));
        remember(servers);
    }

    /** Where the masters' API servers are, for the time when this machine's own does not answer. */
    void remember(Map<String, URI> servers) throws IOException {
        Properties properties = new Properties();
        servers.forEach((name, server) -> properties.setProperty(name, server.toString()));
        write(apiServersFile(), properties);
    }

    private static void write(Path file, Properties properties) throws IOException {
        StringWriter text = new StringWriter();
        properties.store(text, null);
        PrivateFiles.write(file, text.toString());
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        }
        return properties;
    }

    /** The masters' API servers by name, as far as it is known; where only a peer port is, the API's is the one before it. */
    Map<String, URI> apiServers() throws IOException {
        Map<String, URI> servers = new TreeMap<>();
        Properties told = read(apiServersFile());
        told.stringPropertyNames().forEach(name -> servers.put(name, URI.create(told.getProperty(name))));
        if (!servers.isEmpty()) {
            return servers;
        }
        Properties group = read(path());
        for (String key : group.stringPropertyNames()) {
            String value = group.getProperty(key);
            int colon = value.lastIndexOf(':');
            if (key.startsWith(MEMBER) && colon > 0) {
                int peerPort = Integer.parseInt(value.substring(colon + 1));
                servers.put(
                        key.substring(MEMBER.length()),
                        URI.create("https://" + value.substring(0, colon) + ":" + (peerPort - 1)));
            }
        }
        return servers;
    }
}
