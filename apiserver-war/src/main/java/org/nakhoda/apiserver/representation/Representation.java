package org.nakhoda.apiserver.representation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.protobuf.ProtobufDecoder;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse.Body;
import org.nakhoda.apiserver.request.ApiResponse.Writer;
import tools.jackson.databind.node.ObjectNode;

/** What the client accepts: a shape in a format. */
public final class Representation {
    static final Representation JSON = new Representation(WholeShape.INSTANCE, Format.JSON);

    private final Shape shape;
    private final Format format;

    Representation(Shape shape, Format format) {
        this.shape = shape;
        this.format = format;
    }

    /**
     * The representation of a kind's objects and lists.
     *
     * @throws ApiException NOT_ACCEPTABLE
     */
    public static Representation negotiate(ApiRequest request, ResourceType type) {
        return Negotiation.of(request, type.apiVersion(), type.kind());
    }

    /**
     * An object that is sent as it is, such as a Status or a Scale.
     *
     * @throws ApiException NOT_ACCEPTABLE
     */
    public static Body plain(ApiRequest request, ObjectNode object) {
        Format format = Negotiation.of(
                        request,
                        object.path("apiVersion").asString(""),
                        object.path("kind").asString(""))
                .format;
        return new Body.Whole(format.contentType(), format.write(Json.bytes(object)));
    }

    /** A refusal, which is always sent: as JSON to a client that accepts nothing else that is there. */
    public static Body refusal(ApiRequest request, ApiException refusal) {
        ObjectNode status = refusal.toStatus();
        try {
            return plain(request, status);
        } catch (ApiException notAcceptable) {
            return new Body.Whole(Format.JSON.contentType(), Json.bytes(status));
        }
    }

    boolean whole() {
        return shape == WholeShape.INSTANCE;
    }

    boolean protobuf() {
        return format == Format.PROTOBUF;
    }

    Representation as(Shape other) {
        return new Representation(other, format);
    }

    Representation pretty() {
        return format == Format.JSON ? new Representation(shape, Format.PRETTY_JSON) : this;
    }

    /**
     * @param stored an object in the shape in which it is stored
     * @throws ApiException NOT_ACCEPTABLE in a shape that is none of an object
     */
    public Body object(ResourceType type, byte[] stored, ApiRequest request) {
        shape.refuseUnlessFor(type, false);
        byte[] object = StoredShape.read(type, stored);
        byte[] bytes = protobuf()
                ? ProtobufForm.envelope(type, (PlainShape) shape, ((PlainShape) shape).message(type, object))
                : format.write(shape.object(type, object, request));
        return new Body.Whole(format.contentType(), bytes);
    }

    /**
     * @param stored objects in the shape in which they are stored
     * @throws ApiException NOT_ACCEPTABLE in a shape that is none of a list
     */
    public Body list(ResourceType type, ListPosition position, List<byte[]> stored, ApiRequest request) {
        shape.refuseUnlessFor(type, true);
        List<byte[]> objects = StoredShape.readAll(type, stored);
        if (protobuf()) {
            return ProtobufForm.list(type, (PlainShape) shape, position, objects);
        }
        Writer list = shape.list(type, position, objects, request);
        if (format == Format.JSON) {
            long size = stored.stream().mapToLong(object -> object.length).sum();
            return new Body.Streamed(format.contentType(), size, list);
        }
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try {
            list.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Body.Whole(format.contentType(), format.write(json.toByteArray()));
    }

    /**
     * The events of one watch.
     *
     * @throws ApiException NOT_ACCEPTABLE in a format that has no end of one document and begin of the next, and in a shape
     *     that is none of an object
     */
    public EventWriter events(ResourceType type, ApiRequest request) {
        shape.refuseUnlessFor(type, false);
        return switch (format) {
            case PROTOBUF -> new ProtobufEvents(type, (PlainShape) shape);
            case JSON, PRETTY_JSON -> new JsonEvents(shape.watch(type, request));
            case YAML ->
                throw Negotiation.notAcceptable(
                        "application/json;stream=watch, " + ProtobufDecoder.MEDIA_TYPE + ";stream=watch");
        };
    }
}
