package org.nakhoda.apiserver.representation;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.protobuf.ProtobufEncoder;
import tools.jackson.databind.node.ObjectNode;

/** Objects as they are stored: a list is its head and the stored bytes, joined by commas; no tree is built. */
final class WholeShape extends PlainShape {
    static final WholeShape INSTANCE = new WholeShape();

    private WholeShape() {}

    /** The protobuf form of a kind. */
    private record Message(ResourceType type) {}

    @Override
    String apiVersion(ResourceType type) {
        return type.apiVersion();
    }

    @Override
    String kind(ResourceType type) {
        return type.kind();
    }

    @Override
    String listKind(ResourceType type) {
        return type.listKind();
    }

    @Override
    byte[] object(ResourceType type, byte[] object) {
        return object;
    }

    @Override
    byte[] message(ResourceType type, byte[] object) {
        return EncodedOnce.shared()
                .get(
                        object,
                        new Message(type),
                        bytes -> ProtobufEncoder.message(type.apiVersion(), type.kind(), StoredShape.parse(bytes)));
    }

    @Override
    ObjectNode shaped(ObjectNode object) {
        return object;
    }
}
