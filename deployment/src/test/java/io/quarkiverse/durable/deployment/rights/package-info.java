/** Users of the database who may do less than all. */
package io.quarkiverse.durable.deployment.rights;
