package org.nakhoda.node;

import java.util.concurrent.CountDownLatch;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.client.connect.ProcessSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process. {@code run} (the default) works until it is told to end, and leaves the pods running when it ends;
 * {@code cleanup} removes everything that it has made on this machine.
 */
public final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private Agent() {}

    public static void main(String[] arguments) throws Exception {
        Settings settings = ProcessSettings.load(System.getProperties())
                .orElseThrow(() -> new IllegalStateException(
                        "start the agent by the launcher, or with -D" + Settings.FILE_PROPERTY + "=FILE"));
        String action = arguments.length == 0 ? "run" : arguments[0];
        switch (action) {
            case "run" -> run(settings);
            case "cleanup" -> new NodeCleanup(settings).run();
            default ->
                throw new IllegalArgumentException("no such action: \"" + action + "\"; there are run and cleanup");
        }
    }

    private static void run(Settings settings) throws Exception {
        NodeAgent agent = new NodeAgent(settings);
        CountDownLatch ended = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            main.interrupt();
                            agent.close();
                            ended.countDown();
                        },
                        "shutdown"));
        try {
            agent.start();
            ended.await();
        } catch (InterruptedException e) {
            LOG.info("the agent ends; its pods run on");
        }
    }
}
