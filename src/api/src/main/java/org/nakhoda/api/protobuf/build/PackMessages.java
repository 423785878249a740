package org.nakhoda.api.protobuf.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.nakhoda.api.json.Json;

/**
 * The build step. Argument: the folder that receives {@code messages.json}. Runs after the schemas are packed. A file
 * that would not change is not written, so later build steps see no change.
 */
public final class PackMessages {
    private PackMessages() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("give the output folder");
        }
        Path file = Files.createDirectories(Path.of(arguments[0])).resolve("messages.json");
        byte[] bytes = Json.bytes(new DescriptorReader().readAll());
        if (!Files.exists(file) || !Arrays.equals(bytes, Files.readAllBytes(file))) {
            Files.write(file, bytes);
        }
    }
}
