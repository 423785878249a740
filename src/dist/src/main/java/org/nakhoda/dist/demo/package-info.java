/** The demo application: a Deployment and a Service, applied through the typed client and asked over the network. */
package org.nakhoda.dist.demo;
