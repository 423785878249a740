package org.nakhoda.node.sandbox;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nakhoda.node.spec.PodSpecs;

/** A pod's own name, and the hosts file by which it knows itself. */
public final class HostNames {
    private static final int LONGEST = 63;

    private final String nodeName;
    private final String clusterDomain;

    public HostNames(String nodeName, String clusterDomain) {
        this.nodeName = nodeName;
        this.clusterDomain = clusterDomain;
    }

    /** The pod's host name; that of the node on the host's network. */
    public String hostname(Pod pod) {
        if (PodSpecs.hostNetwork(pod)) {
            return nodeName;
        }
        String wanted = pod.getSpec().getHostname();
        String name = wanted == null || wanted.isEmpty() ? pod.getMetadata().getName() : wanted;
        String cut = name.length() <= LONGEST ? name : name.substring(0, LONGEST);
        String trimmed = cut.replaceFirst("[-.]+$", "");
        return Boolean.TRUE.equals(pod.getSpec().getSetHostnameAsFQDN())
                        && !fullName(pod, trimmed).isEmpty()
                ? fullName(pod, trimmed)
                : trimmed;
    }

    /** {@code HOSTNAME.SUBDOMAIN.NAMESPACE.svc.DOMAIN}; empty without a subdomain. */
    private String fullName(Pod pod, String hostname) {
        String subdomain = pod.getSpec().getSubdomain();
        return subdomain == null || subdomain.isEmpty()
                ? ""
                : hostname + "." + subdomain + "." + pod.getMetadata().getNamespace() + ".svc." + clusterDomain;
    }

    /** Writes the file that becomes {@code /etc/hosts}. */
    public void writeHosts(Pod pod, List<String> addresses, Path file) throws IOException {
        StringBuilder text = new StringBuilder("# Written by the node agent; changes are lost with the container.\n");
        if (PodSpecs.hostNetwork(pod)) {
            text.append(Files.readString(Path.of("/etc/hosts")));
        } else {
            text.append("127.0.0.1\tlocalhost\n")
                    .append("::1\tlocalhost ip6-localhost ip6-loopback\n")
                    .append("fe00::0\tip6-localnet\n")
                    .append("fe00::0\tip6-mcastprefix\n")
                    .append("fe00::1\tip6-allnodes\n")
                    .append("fe00::2\tip6-allrouters\n");
            String hostname = hostname(pod);
            String full = fullName(pod, hostname);
            for (String address : addresses) {
                text.append(address).append('\t');
                text.append(full.isEmpty() ? "" : full + "\t").append(hostname).append('\n');
            }
        }
        List<HostAlias> aliases = pod.getSpec().getHostAliases();
        if (aliases != null && !aliases.isEmpty()) {
            text.append("\n# Entries added by HostAliases.\n");
            for (HostAlias alias : aliases) {
                text.append(alias.getIp())
                        .append('\t')
                        .append(String.join("\t", alias.getHostnames()))
                        .append('\n');
            }
        }
        Files.createDirectories(file.getParent());
        if (!Files.exists(file) || !Files.readString(file).contentEquals(text)) {
            // in place: containers have this very file mounted
            Files.writeString(file, text);
        }
    }
}
