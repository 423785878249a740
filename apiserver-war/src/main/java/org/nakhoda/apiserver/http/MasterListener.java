package org.nakhoda.apiserver.http;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.nakhoda.apiserver.start.Master;

/** Starts the master as soon as the container has this application's classes, and stops it before they go. */
public class MasterListener implements ServletContextListener {
    @Inject
    private Master master;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        master.start();
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        master.stop();
    }
}
