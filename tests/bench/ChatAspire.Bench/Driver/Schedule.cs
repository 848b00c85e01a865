namespace ChatAspire.Bench.Driver;

/// <summary>A message to post: when, counted from the phase's start, and in which room.</summary>
public readonly record struct Post(TimeSpan At, int Room);

/// <summary>When messages are posted: at Poisson moments, as people who do not know of each other write.</summary>
public static class Schedule
{
    /// <summary>The same seed gives the same moments, so every system gets the same work.</summary>
    public static List<Post> Make(int seed, int rooms, int rate, TimeSpan length)
    {
        var random = new Random(seed);
        var posts = new List<Post>();
        for (var at = Next(); at < length; at += Next())
        {
            posts.Add(new(at, random.Next(rooms)));
        }

        return posts;

        TimeSpan Next() => TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / (rooms * rate));
    }
}
