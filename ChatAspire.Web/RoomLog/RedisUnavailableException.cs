using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.RoomLog;

/// <summary>Thrown instead of sending a command while Redis is unavailable, and when too few replicas confirm a message.</summary>
internal sealed class RedisUnavailableException(RedisProblem problem) : Exception(problem.Describe())
{
    /// <summary>The reason why Redis is unavailable.</summary>
    public RedisProblem Problem => problem;
}
