package org.nakhoda.node.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.settings.Cidr;
import tools.jackson.databind.node.ObjectNode;

/** The CNI network of this node's pods: the bridge plugin with host-local addresses out of the node's part of the cluster CIDR. */
public final class CniConfiguration {
    private static final String FILE = "10-nakhoda.conflist";

    private CniConfiguration() {}

    /**
     * Writes the configuration if it differs from what is there.
     *
     * @param addresses where host-local keeps which addresses are taken
     */
    public static void write(Path directory, Cidr podCidr, Path addresses) throws IOException {
        byte[] wanted = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(conflist(podCidr, addresses));
        Path file = directory.resolve(FILE);
        Files.createDirectories(directory);
        if (Files.exists(file) && java.util.Arrays.equals(Files.readAllBytes(file), wanted)) {
            return;
        }
        // containerd notices a rename inside the directory, and nothing else reliably.
        Path temporary = Files.write(directory.resolve("." + FILE + ".new"), wanted);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ObjectNode conflist(Cidr podCidr, Path addresses) {
        ObjectNode list = Json.object().put("cniVersion", "0.4.0").put("name", "nakhoda");
        ObjectNode bridge = list.putArray("plugins").addObject();
        bridge.put("type", "bridge")
                .put("bridge", Bridge.NAME)
                .put("isGateway", true)
                .put("ipMasq", false)
                .put("hairpinMode", true);
        ObjectNode ipam = bridge.putObject("ipam").put("type", "host-local").put("dataDir", addresses.toString());
        ipam.putArray("ranges").addArray().addObject().put("subnet", podCidr.toString());
        ipam.putArray("routes").addObject().put("dst", "0.0.0.0/0");
        return list;
    }
}
