package org.nakhoda.apiserver.registry;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.nakhoda.api.status.ApiException;

/** Strict decoding: bytes that are not UTF-8 are refused, not replaced. */
final class Utf8 {
    private Utf8() {}

    /**
     * @throws ApiException BAD_REQUEST
     */
    static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ApiException.badRequest("the request's body is not UTF-8");
        }
    }
}
