package org.nakhoda.db.masters;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.nakhoda.api.json.Json;
import org.nakhoda.db.identity.MasterIdentity;
import org.nakhoda.db.peer.ChangeOutput;
import org.nakhoda.db.peer.PeerException;
import org.nakhoda.db.peer.PeerServer;
import org.nakhoda.db.peer.PeerService;
import org.nakhoda.db.peer.Question;
import tools.jackson.databind.node.ObjectNode;

/** Another master's port, which answers what the test says: to have a peer that is in a rare state. */
final class ScriptedMaster implements AutoCloseable {
    private final Member member;
    private final PeerServer server;
    private final Map<String, ObjectNode> answers = new ConcurrentHashMap<>();
    /** The names of the questions, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    ScriptedMaster(String name, String address, int databasePort, Path pki) throws IOException {
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            port = probe.getLocalPort();
        }
        member = new Member(name, address, 1, port, 2, databasePort);
        server = new PeerServer(MasterIdentity.context(pki), address, port, new Script());
    }

    Member member() {
        return member;
    }

    /** To every question of that name, from now on; others are refused. */
    ScriptedMaster answers(String question, ObjectNode answer) {
        answers.put(question, answer);
        return this;
    }

    /** Promises every term, with a copy that is complete up to there. */
    ScriptedMaster isAt(long epoch, long end) {
        return answers(
                "fence", Json.object().put("counts", true).put("epoch", epoch).put("end", end));
    }

    private final class Script implements PeerService {
        @Override
        public boolean knows(String name) {
            return true;
        }

        @Override
        public ObjectNode answer(String caller, Question question) throws PeerException {
            asked.add(question.name());
            ObjectNode answer = answers.get(question.name());
            if (answer == null) {
                throw new PeerException("no " + question.name() + " today");
            }
            return answer;
        }

        @Override
        public byte[] perform(X509Certificate certificate, byte[] work) throws PeerException {
            throw new PeerException("not today");
        }

        @Override
        public void feed(String caller, Question question, ChangeOutput out) throws PeerException {
            throw new PeerException("not today");
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
