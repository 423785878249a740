package org.nakhoda.api.protobuf;

import java.util.Arrays;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the media type {@value #MEDIA_TYPE}: a four-byte prefix and a {@code runtime.Unknown} message, which says the
 * object's kind and carries the object.
 *
 * <p>The result is what the same client would have sent as JSON, which takes a rule, since Go writes every field that is
 * no pointer to the wire, also when nobody set it:
 *
 * <ul>
 *   <li>a string, number or boolean that is zero is left out, unless Go writes it to JSON all the same or the field is a
 *       pointer in Go, for which zero is a value ({@code replicas: 0}, {@code storageClassName: ""});
 *   <li>a message stays, even an empty one ({@code emptyDir: {}} and {@code status: {}} alike): JSON clients send both;
 *   <li>a time that is not set is left out, as are fields that this version does not know.
 * </ul>
 */
public final class ProtobufDecoder {
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] PREFIX = {'k', '8', 's', 0};

    private ProtobufDecoder() {}

    /**
     * @return the object, with its apiVersion and kind
     * @throws ApiException BAD_REQUEST if the bytes are not an object of a built-in kind
     */
    public static ObjectNode decode(byte[] body) {
        if (body.length < PREFIX.length || !Arrays.equals(body, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
            throw WireReader.malformed("the body does not begin with the prefix of a Kubernetes object");
        }
        String apiVersion = "";
        String kind = "";
        WireReader object = new WireReader(body, 0, 0);
        WireReader envelope = new WireReader(body, PREFIX.length, body.length);
        while (envelope.next()) {
            switch (envelope.field()) {
                case 1 -> {
                    WireReader type = envelope.message();
                    while (type.next()) {
                        switch (type.field()) {
                            case 1 -> apiVersion = type.string();
                            case 2 -> kind = type.string();
                            default -> type.skip();
                        }
                    }
                }
                case 2 -> object = envelope.message();
                case 3 -> refuseUnless("contentEncoding", envelope.string(), "");
                case 4 -> refuseUnless("contentType", envelope.string(), MEDIA_TYPE);
                default -> envelope.skip();
            }
        }
        return decode(apiVersion, kind, object);
    }

    private static ObjectNode decode(String apiVersion, String kind, WireReader object) {
        String message = Messages.nameOf(apiVersion, kind);
        if (message.isEmpty()) {
            throw WireReader.malformed("no kind \"" + kind + "\" is known in version \"" + apiVersion
                    + "\" that has a protobuf form: send it as application/json");
        }
        ObjectNode tree = Json.object().put("apiVersion", apiVersion).put("kind", kind);
        MessageReader.read(object, message, tree, 1);
        return tree;
    }

    private static void refuseUnless(String name, String value, String supported) {
        if (!value.isEmpty() && !value.equals(supported)) {
            throw WireReader.malformed("the envelope's " + name + " \"" + value + "\" is not supported");
        }
    }
}
