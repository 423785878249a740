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
 * {@code DATA/masters/group.properties}: which group of masters this one belongs to, and where some of the others can be
 * asked.
 *
 * <pre>
 * group=UUID
 * member.NAME=ADDRESS:PEER-PORT
 * api.NAME=ADDRESS:API-PORT
 * </pre>
 *
 * <p>A member without an {@code api} line has the API's port before its peer port, where it is unless set.
 */
record GroupFile(Path path) {
    private static final String GROUP = "group";
    private static final String MEMBER = "member.";
    private static final String API = "api.";

    static GroupFile of(Layout layout) {
        return new GroupFile(layout.masters().resolve("group.properties"));
    }

    boolean exists() {
        return Files.isRegularFile(path);
    }

    void write(String group, List<MasterAddress> members) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(GROUP, group);
        for (MasterAddress member : members) {
            properties.setProperty(MEMBER + member.name(), member.address() + ":" + member.peerPort());
            properties.setProperty(API + member.name(), member.address() + ":" + member.apiPort());
        }
        StringWriter text = new StringWriter();
        properties.store(text, null);
        PrivateFiles.write(path, text.toString());
    }

    /** The members' API servers by name, as far as the file knows; none if there is no file. */
    Map<String, URI> apiServers() throws IOException {
        Map<String, URI> servers = new TreeMap<>();
        if (!exists()) {
            return servers;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        }
        for (String key : properties.stringPropertyNames()) {
            String value = properties.getProperty(key);
            int colon = value.lastIndexOf(':');
            if (key.startsWith(MEMBER) && colon > 0) {
                int peerPort = Integer.parseInt(value.substring(colon + 1));
                servers.putIfAbsent(
                        key.substring(MEMBER.length()),
                        URI.create("https://" + value.substring(0, colon) + ":" + (peerPort - 1)));
            } else if (key.startsWith(API) && colon > 0) {
                servers.put(key.substring(API.length()), URI.create("https://" + value));
            }
        }
        return servers;
    }
}
