package io.quarkiverse.durable.runtime.metadata;

/** How far the authentication of the current request is, where it may be put off until somebody asks for the user. */
interface Authentication {

    /** Nobody has asked, so asking would begin it. */
    boolean isPending();
}
