package org.nakhoda.api.schema.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * The build step. Arguments: the folder that receives {@code definitions.json} and {@code descriptions.json}, and the
 * version of the client library. A file that would not change is not written, so later build steps see no change.
 */
public final class PackSchemas {
    private PackSchemas() {}

    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("give the output folder and the version of client-java-api");
        }
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        ModelReader reader = new ModelReader();
        reader.readAll();
        write(folder.resolve("definitions.json"), reader.definitions());
        write(folder.resolve("descriptions.json"), reader.descriptions().put("version", arguments[1]));
    }

    private static void write(Path file, JsonNode content) throws IOException {
        byte[] bytes = Json.bytes(content);
        if (!Files.exists(file) || !Arrays.equals(bytes, Files.readAllBytes(file))) {
            Files.write(file, bytes);
        }
    }
}
