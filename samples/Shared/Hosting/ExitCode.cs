namespace Interp.Samples.Shared.Hosting;

/// <summary>What a sample tells the shell.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>A fault of this program: the trace on standard error is for whoever mends it.</summary>
    public const int OurFault = 1;

    /// <summary>Bad input: one line on standard error says what and where.</summary>
    public const int BadInput = 2;

    /// <summary>Not finished, can go on: an array engine asked for the place, and the same command goes on where this one was.</summary>
    public const int CanGoOn = 3;

    /// <summary>Stopped by Ctrl-C: 128 + SIGINT, as shells have it.</summary>
    public const int Stopped = 130;

    /// <summary>Ended by the system: 128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
