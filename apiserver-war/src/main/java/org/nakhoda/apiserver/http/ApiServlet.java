package org.nakhoda.apiserver.http;

import org.glassfish.jersey.servlet.ServletContainer;

/**
 * The JAX-RS servlet under a name of its own. At the end of its start the application server lists the endpoints of every
 * {@link ServletContainer}, of that very class, and gives up as a whole if one is being loaded at that moment, as the first
 * request makes it be.
 */
public class ApiServlet extends ServletContainer {
    private static final long serialVersionUID = 1;
}
