package org.nakhoda.dist.command;

import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.cluster.Start;
import org.nakhoda.dist.demo.Demo;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.progress.Progress;
import picocli.CommandLine.Command;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Starts the cluster if need be, runs an application in it and shows it answering.")
final class DemoCommand extends ClusterCommand {
    @Override
    public Integer call() throws Exception {
        Settings settings = settings();
        if (settings.controlPlaneOnly()) {
            throw new Failure("the demo runs pods and needs a node; leave --control-plane-only away");
        }
        Layout layout = new Layout(settings.dataDir());
        try (Progress progress = Progress.onStandardOutput()) {
            new Start(settings, Distribution.current(), progress).run();
            Demo.Outcome outcome = new Demo(layout.adminKubeconfig(), progress)
                    .run(layout.data().resolve("demo.yaml"), settings.nodeAddress());
            progress.close();
            System.out.println();
            outcome.answers().forEach((answer, count) -> System.out.printf("  %3d x %s%n", count, answer));
            System.out.print(advice(layout, settings, outcome));
        }
        return 0;
    }

    private static String advice(Layout layout, Settings settings, Demo.Outcome outcome) {
        return """

                It answers on http://%s/ (its ClusterIP) and http://%s:%d/ (its NodePort). Try:

                  export KUBECONFIG=%s
                  kubectl -n demo get pods -o wide
                  kubectl -n demo scale deployment/hello --replicas=5
                  kubectl -n demo set image deployment/hello hello=localhost/nakhoda/demo:2
                  kubectl -n demo rollout undo deployment/hello
                  kubectl -n demo logs -l app=hello
                  kubectl delete namespace demo
                """.formatted(
                        outcome.clusterAddress(), settings.nodeAddress(), outcome.nodePort(), layout.adminKubeconfig());
    }
}
