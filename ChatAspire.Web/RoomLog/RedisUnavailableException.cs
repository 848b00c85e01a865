using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.RoomLog;

/// <summary>Redis is known not to serve, so no command was sent; or a command was not confirmed as required.</summary>
internal sealed class RedisUnavailableException(RedisProblem problem) : Exception(problem.Describe())
{
    /// <summary>The reason.</summary>
    public RedisProblem Problem => problem;
}
