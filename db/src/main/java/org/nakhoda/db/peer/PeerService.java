package org.nakhoda.db.peer;

import java.io.IOException;
import java.security.cert.X509Certificate;
import tools.jackson.databind.node.ObjectNode;

/** What a master answers to the others. Called on a thread of the connection's own: it may take its time. */
public interface PeerService {
    /** Whether a master of this name may ask at all. */
    boolean knows(String name);

    /**
     * @param caller the member who asks
     * @throws PeerException to refuse, in words
     */
    ObjectNode answer(String caller, Question question) throws PeerException, InterruptedException;

    /**
     * Does what a caller wants that was answered {@link PeerServer#DELEGATE}.
     *
     * @param certificate the caller's
     * @throws PeerException to refuse: it has not been begun
     */
    byte[] perform(X509Certificate certificate, byte[] work) throws PeerException;

    /**
     * Writes changes for as long as the other side listens.
     *
     * @throws IOException if it does not any more
     * @throws PeerException to refuse or to end, in words
     */
    void feed(String caller, Question question, ChangeOutput out) throws IOException, InterruptedException;
}
