package org.nakhoda.apiserver.protobuf;

/** Bytes that are not the protobuf form of a known kind; the message is fit for a client. */
public final class ProtobufException extends Exception {
    private static final long serialVersionUID = 1L;

    ProtobufException(String message) {
        super(message);
    }
}
