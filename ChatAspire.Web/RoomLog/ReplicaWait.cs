namespace ChatAspire.Web.RoomLog;

/// <summary>
/// Runs one WAIT at a time and shares it among all callers that arrived before it started. WAIT blocks its connection, so with one
/// WAIT per message, messages would queue up behind a replica that hangs.
/// </summary>
internal sealed class ReplicaWait(Func<Task<long>> wait)
{
    private readonly Lock _gate = new();
    private Task<long> _running = Task.FromResult(0L);
    private Task<long>? _next;

    /// <summary>Joins the next WAIT, which starts now or, while another is running, as soon as that ends.</summary>
    /// <returns>The number of replicas that have everything stored before this call.</returns>
    public Task<long> NextAsync()
    {
        lock (_gate)
        {
            if (_next is not null)
            {
                return _next;
            }

            return _running.IsCompleted ? _running = wait() : _next = ContinueAsync(_running);
        }
    }

    private async Task<long> ContinueAsync(Task<long> running)
    {
        await running.ContinueWith(_ => { }, TaskScheduler.Default); // its failure does not affect the next WAIT
        lock (_gate)
        {
            _running = wait();
            _next = null;
        }

        return await _running;
    }
}
