package org.nakhoda.api.catalogue;

import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A column of {@code kubectl get}: a TableColumnDefinition and how its cell is read from an object.
 *
 * @param type OpenAPI type: string, integer, number, boolean, date
 * @param format OpenAPI format; {@code name} marks the identifying column
 * @param priority 0 is always shown, 1 and above with {@code -o wide}
 */
public record Column(String name, String type, String format, String description, int priority, Cell cell) {
    /** Reads a cell's value from an object; {@code now} is for ages. The result is a JSON scalar. */
    @FunctionalInterface
    public interface Cell {
        JsonNode of(ObjectNode object, Instant now);
    }
}
