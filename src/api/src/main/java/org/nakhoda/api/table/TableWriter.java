package org.nakhoda.api.table;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes objects of one kind as a Table of {@code meta.k8s.io}, row by row and straight into the stream. A kind without
 * columns shows its name and age. Immutable; one writer serves one response.
 */
public final class TableWriter {
    private static final ObjectWriter TREES = Json.mapper().writerFor(JsonNode.class);

    private final List<Column> columns;
    private final String apiVersion;
    private final IncludeObject include;
    private final boolean headers;
    private final Instant now;

    /**
     * @param apiVersion of the Table and what is in it: {@code meta.k8s.io/v1}
     * @param headers whether the column definitions are written; a watch sends them with its first event only
     */
    public TableWriter(ResourceType type, String apiVersion, IncludeObject include, boolean headers, Instant now) {
        this.columns = type.columns().isEmpty() ? List.of(Columns.NAME, Columns.AGE) : type.columns();
        this.apiVersion = apiVersion;
        this.include = include;
        this.headers = headers;
        this.now = now;
    }

    /**
     * Writes a whole Table; the stream is flushed and stays open.
     *
     * @param objects read once, so it may produce them while they are written
     */
    public void write(OutputStream out, Iterable<ObjectNode> objects, ListPosition position) {
        try (JsonGenerator json = Json.mapper().createGenerator(new KeptOpen(out))) {
            json.writeStartObject();
            json.writeStringProperty("kind", "Table");
            json.writeStringProperty("apiVersion", apiVersion);
            metadata(json, position);
            json.writeArrayPropertyStart("columnDefinitions");
            if (headers) {
                columns.forEach(column -> definition(json, column));
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("rows");
            objects.forEach(object -> row(json, object));
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void metadata(JsonGenerator json, ListPosition position) {
        json.writeObjectPropertyStart("metadata");
        json.writeStringProperty("resourceVersion", position.revision().toString());
        if (position.continueToken() != null) {
            json.writeStringProperty("continue", position.continueToken());
        }
        if (position.remaining() != null) {
            json.writeNumberProperty("remainingItemCount", position.remaining());
        }
        json.writeEndObject();
    }

    private static void definition(JsonGenerator json, Column column) {
        json.writeStartObject();
        json.writeStringProperty("name", column.name());
        json.writeStringProperty("type", column.type());
        json.writeStringProperty("format", column.format() == null ? "" : column.format());
        json.writeStringProperty("description", column.description() == null ? "" : column.description());
        json.writeNumberProperty("priority", column.priority());
        json.writeEndObject();
    }

    private void row(JsonGenerator json, ObjectNode object) {
        json.writeStartObject();
        json.writeArrayPropertyStart("cells");
        for (Column column : columns) {
            JsonNode cell = column.cell().of(object, now);
            if (cell == null || cell.isMissingNode()) {
                json.writeNull();
            } else {
                TREES.writeValue(json, cell);
            }
        }
        json.writeEndArray();
        switch (include) {
            case NONE -> {}
            case METADATA -> {
                json.writeObjectPropertyStart("object");
                json.writeStringProperty("kind", "PartialObjectMetadata");
                json.writeStringProperty("apiVersion", apiVersion);
                json.writeName("metadata");
                TREES.writeValue(json, object.path("metadata").isObject() ? object.get("metadata") : Json.object());
                json.writeEndObject();
            }
            case OBJECT -> {
                json.writeName("object");
                TREES.writeValue(json, object);
            }
        }
        json.writeEndObject();
    }

    /** A generator closes what it writes to; the response's stream is not ours to close. */
    private static final class KeptOpen extends FilterOutputStream {
        KeptOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
