using System.Globalization;
using ChatAspire.Provisioner.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ChatAspire.Provisioner.Progress;

/// <summary>Lines at the bottom of a terminal, one for each running task, with spinner and elapsed time; cleared when disposed.</summary>
internal sealed class LiveDisplay : IDisposable
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ProgressContext> _context = new();
    private readonly Task _run;
    private readonly IDisposable _scope;

    public LiveDisplay(IAnsiConsole console)
    {
        _scope = Terminal.BeginLive(console);
        var progress = console.Progress().AutoClear(true).Columns(
            new SpinnerColumn(Spinner.Known.Dots), new TaskDescriptionColumn { Alignment = Justify.Left }, new SecondsColumn());
        _run = progress.StartAsync(async context =>
        {
            _context.SetResult(context);
            await _end.Task;
        });
    }

    /// <summary>Adds a line.</summary>
    public ProgressTask Add(string text)
    {
        var task = _context.Task.Result.AddTask(Markup.Escape(text));
        task.IsIndeterminate = true;
        return task;
    }

    /// <summary>Replaces the text of a line.</summary>
    public static void SetText(ProgressTask task, string text) => task.Description = Markup.Escape(text);

    /// <summary>Removes a line.</summary>
    public void Remove(ProgressTask task) => _context.Task.Result.RemoveTask(task);

    public void Dispose()
    {
        _end.TrySetResult();
        _run.GetAwaiter().GetResult();
        _scope.Dispose();
    }

    private sealed class SecondsColumn : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(string.Create(CultureInfo.InvariantCulture, $"{task.ElapsedTime?.TotalSeconds ?? 0:0} s"));
    }
}
