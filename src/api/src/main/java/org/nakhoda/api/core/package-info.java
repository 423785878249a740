/** The core group: pods, services, nodes, configuration and what belongs to them. */
package org.nakhoda.api.core;
