namespace ChatAspire.Bench.Driver;

/// <summary>A message to post: its time since the phase's start, and its room.</summary>
public readonly record struct Post(TimeSpan At, int Room);

/// <summary>The times at which messages are posted: a Poisson process, as with independent users.</summary>
public static class Schedule
{
    /// <summary>Creates a schedule. The same seed gives the same times, so every system gets the same load.</summary>
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
