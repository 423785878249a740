package org.nakhoda.apiserver.representation;

import java.nio.charset.StandardCharsets;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.protobuf.ProtobufDecoder;
import org.nakhoda.api.protobuf.ProtobufEncoder;
import tools.jackson.databind.node.ObjectNode;

/** How a document is written out. */
enum Format {
    JSON("application/json") {
        @Override
        byte[] write(byte[] json) {
            return json;
        }
    },
    PRETTY_JSON("application/json") {
        @Override
        byte[] write(byte[] json) {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(Json.parse(json));
        }
    },
    YAML("application/yaml") {
        @Override
        byte[] write(byte[] json) {
            return Yaml.write(Json.parse(json)).getBytes(StandardCharsets.UTF_8);
        }
    },
    PROTOBUF(ProtobufDecoder.MEDIA_TYPE) {
        @Override
        byte[] write(byte[] json) {
            return ProtobufEncoder.encode((ObjectNode) Json.parse(json));
        }
    };

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** The document in this format. */
    abstract byte[] write(byte[] json);
}
