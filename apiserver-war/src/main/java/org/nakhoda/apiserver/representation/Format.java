package org.nakhoda.apiserver.representation;

import java.nio.charset.StandardCharsets;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;

/** How a JSON document is written out. */
public enum Format {
    JSON("application/json") {
        @Override
        public byte[] write(byte[] json) {
            return json;
        }
    },
    PRETTY_JSON("application/json") {
        @Override
        public byte[] write(byte[] json) {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(Json.parse(json));
        }
    },
    YAML("application/yaml") {
        @Override
        public byte[] write(byte[] json) {
            return Yaml.write(Json.parse(json)).getBytes(StandardCharsets.UTF_8);
        }
    };

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /** The document in this format. */
    public abstract byte[] write(byte[] json);
}
