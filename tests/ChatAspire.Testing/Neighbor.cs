namespace ChatAspire.Testing;

/// <summary>A machine beside the lab's hosts, with a route to the overlay by way of one of them.</summary>
public static class Neighbor
{
    /// <summary>
    /// A shell script that prints the places that accept a TCP connection from a container of its own. <c>$1</c>: the Docker network of the
    /// hosts; <c>$2</c>: a host's address there; then the places in the overlay (<c>172.18.0.100/6379</c>). The host's port 5000 follows.
    /// </summary>
    public const string Script =
        """
        network=$1; shift
        docker run --rm --network "$network" --cap-add NET_ADMIN chataspire/test bash -c '
            host=$1; shift
            ip route add 172.18.0.0/16 via $host
            for place in "$@" $host/5000; do
                timeout 2 bash -c ": < /dev/tcp/$place" 2> /dev/null && echo ${place#$host/}
            done; true' bash "$@"
        """;
}
