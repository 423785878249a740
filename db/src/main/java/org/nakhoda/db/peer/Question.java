package org.nakhoda.db.peer;

import java.io.IOException;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one master asks another.
 *
 * @param name of what is asked for
 * @param about its parameters
 */
public record Question(String name, ObjectNode about) {
    public static Question of(String name) {
        return new Question(name, Json.object());
    }

    public Question with(String parameter, long value) {
        about.put(parameter, value);
        return this;
    }

    public Question with(String parameter, String value) {
        about.put(parameter, value);
        return this;
    }

    Frame frame() {
        ObjectNode whole = Json.object();
        whole.put("ask", name);
        whole.set("about", about);
        return new Frame(Frame.JSON, Json.mapper().writeValueAsBytes(whole));
    }

    static Question read(Frame frame) throws IOException {
        JsonNode whole = frame.json();
        return new Question(
                whole.path("ask").asString(""),
                whole.path("about") instanceof ObjectNode about ? about : Json.object());
    }
}
