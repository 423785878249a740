/** The node authorizer: a node may see what its own pods need, and nothing else of what pods need. */
package org.nakhoda.apiserver.authz.node;
