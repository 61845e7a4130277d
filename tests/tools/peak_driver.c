/* Runs a program, without its standard output, and prints its exit status (128 and the signal if
 * one ended it), the milliseconds of processor time that it and its workers took, and the peak of
 * memory of the largest of them in KiB. A process counts as large as the one it was forked from
 * until it is a program of its own, which is why a small one must start it.
 * usage: peak_driver PROGRAM WORD... */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long milliseconds(struct timeval time) {
    return (long)time.tv_sec * 1000 + (long)time.tv_usec / 1000;
}

int main(int count, char **words) {
    if (count < 2) {
        return 64;
    }
    pid_t child = fork();
    if (child == 0) {
        int nothing = open("/dev/null", O_WRONLY);
        dup2(nothing, STDOUT_FILENO);
        close(nothing);
        execv(words[1], words + 1);
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
        return 71;
    }
    printf("%d %ld %ld\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
           milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime), usage.ru_maxrss);
    return 0;
}
